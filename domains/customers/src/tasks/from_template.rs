use fairlead_kernel::{Error, Result};
use fairlead_store::{Tx, classify};
use fairlead_web::{Allowed, Answer, Create, Doc, Failure, PathParams, Routes, Scope};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{ActiveModel, OfTasked, Task, TaskView};
use crate::{task_templates, template_tasks};

/// Adds the tasks of a template to something.
pub fn routes() -> Routes {
    let path = "/{entity}/{entity_id}/task_templates/{task_template_id}";
    let doc = Doc::own("Tasks", "Add the tasks of a template").status(201).many::<TaskView>();
    Routes::new().post(path, create, doc)
}

async fn create(ctx: Allowed<Create<Task>>, path: PathParams) -> Result<Answer, Failure> {
    let scope = &OfTasked::read(&path)?;
    let template_id = path.id("task_template_id")?;
    let tasks = ctx
        .write(|tx: Tx| async move {
            scope.exists(&tx).await?;
            let mut tasks = Vec::new();
            for planned in planned(&tx, template_id).await? {
                let mut row = ActiveModel {
                    description: Set(planned.name),
                    complete: Set(false),
                    created_at: Set(tx.now()),
                    ..Default::default()
                };
                scope.place(&mut row);
                tasks.push(TaskView::from(tx.insert(row).await?));
            }
            Ok(tasks)
        })
        .await?;
    Answer::created(&tasks)
}

async fn planned(tx: &Tx, template_id: i64) -> Result<Vec<template_tasks::Model>> {
    let template = task_templates::Entity::find_by_id(template_id).one(tx).await.map_err(classify)?;
    template.ok_or_else(Error::no_such_item)?;
    template_tasks::Entity::find()
        .filter(template_tasks::Column::TaskTemplateId.eq(template_id))
        .order_by_asc(template_tasks::Column::Id)
        .all(tx)
        .await
        .map_err(classify)
}
